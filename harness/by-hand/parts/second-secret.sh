SECRET_2=${SECRETS#"$SECRET_1"}
SECRET_2=${SECRET_2#,}
SECRET_2=${SECRET_2%%,*}
need "the endpoint's second secret" "$SECRET_2" 'two secrets, separated by a comma'
